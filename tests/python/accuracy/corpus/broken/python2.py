from transformers import AutoModel
print "Python 2"
